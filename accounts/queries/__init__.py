"""What people may read about people and places. The person comes first."""
