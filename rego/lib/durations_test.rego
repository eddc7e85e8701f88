package sluice.test.durations

import data.sluice.lib.durations

test_durations if {
	durations.milliseconds("10s") == 10000
	durations.milliseconds("1m30s") == 90000
	durations.milliseconds("1.5s") == 1500
	durations.milliseconds("250ms") == 250
	durations.milliseconds("0s") == 0
	durations.milliseconds("1h1ms") == 3600001
}

test_no_durations if {
	every text in ["", "10", "s", "10 s", "1d", "-1s", 10, null] { not durations.milliseconds(text) }
}
