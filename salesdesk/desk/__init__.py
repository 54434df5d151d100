"""What the office does: one operation per command, each gathers, decides and appends in one transaction."""
