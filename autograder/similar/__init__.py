"""Similar submissions: which of a class share code that is unusual in it."""
