"""The ground floor: no models, no knowledge of the apps above."""
