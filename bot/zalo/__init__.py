"""Everything Zalo spells: field names, limits, error numbers, signature."""
