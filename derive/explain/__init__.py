"""How an equation responds to each of its terms; every statement is a verdict."""
