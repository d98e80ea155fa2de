"""Speed, as ratios against a bare floor in the same run: machines are noisy, ratios less so."""
