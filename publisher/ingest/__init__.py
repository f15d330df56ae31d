"""How does the inbox get into the store? scan → take → settle what is what → clean and summarize."""
