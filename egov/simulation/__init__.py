"""What if: cases walk through the real workflow of a service on a simulated calendar, under one design or another."""
