"""Statistics of an election night: pure functions over arrays, no Django, no I/O, no clock.

Where to look: ``sampling`` draws, ``estimation`` reads the sample, ``projection`` completes a partial count,
``anomalies`` ranks what to look at again, ``seats`` allocates, ``decisions`` says what may be said,
``transcription`` measures the risk of a wrong copy.
"""
