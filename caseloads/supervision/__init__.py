"""What a supervisor does besides the backlog: look ahead, sample the work, talk with each officer."""
