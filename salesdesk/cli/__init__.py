"""What people type: one file per noun, commands of a few lines."""
