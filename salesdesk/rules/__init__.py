"""What the policy says: pure functions over frozen facts."""
