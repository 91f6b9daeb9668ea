"""Friends: kindness between residents who know each other, by codes and by cheers from a small set of phrases."""
