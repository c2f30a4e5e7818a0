"""The trail: who did or saw what, on which ground, when. Added to, sealed, never changed. See docs/trail.md."""
