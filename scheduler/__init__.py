"""The optimiser: from free time to a timetable and its sit-in visits."""
