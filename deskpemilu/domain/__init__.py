"""The field's own words and arithmetic. Pure: no Django, no I/O, no clock."""
