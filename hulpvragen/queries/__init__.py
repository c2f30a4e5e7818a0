"""What people may read about hulpvragen. The asker comes first. One hulpvraag is opened by services.reading."""
