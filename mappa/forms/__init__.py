"""The forms of MAPPA: shape and wording only; the rules are in the actions."""
