"""`monitor demo`: a newsroom of invented feeds, served from this computer, to try the monitor without internet."""
