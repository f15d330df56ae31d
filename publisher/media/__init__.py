"""What becomes of the files beside an article? addresses → kinds → pictures, drawings, animations."""
