"""What the city keeps about privacy: impact assessments, notices of a breach, the times that hold."""
