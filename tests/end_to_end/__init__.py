"""Does the whole program do what it promises, as its users start it?"""
