"""What is measured and how, the city's own standard, the programme's reach, and whether newcomers come back."""
