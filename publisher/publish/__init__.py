"""How does the store become the output folder? channels → pages → feeds and front pages."""
