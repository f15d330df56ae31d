"""Do real feed readers show every article once, whatever becomes of it?"""
