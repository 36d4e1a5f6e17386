"""People, their phones, and roles over region subtrees; what each may do."""
