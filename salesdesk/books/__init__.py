"""Excel in and out. No arithmetic here: sums come from the rules, the books only show them."""
