"""Signs of cheating, for staff: remarks that no score depends on."""
