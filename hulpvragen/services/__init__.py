"""Changes. Five beats, always: lock, policy.require, change, audit.record, announce. Nothing else saves."""
