"""Official lists of facts (people, parcels, notices, births) behind one small interface."""
