"""How do readers get the output folder over HTTP?"""
