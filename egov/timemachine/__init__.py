"""The time machine of a demonstration: deadlines pass while the room watches."""
