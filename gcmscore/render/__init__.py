"""Reports: one view model, several formats."""
