"""Source code of the bindings, made from the operation registry."""
