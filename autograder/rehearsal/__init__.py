"""Does with a Gradescope zip and a submission what the platform does, and says what came of it."""
