package sluice.test.clock

import data.sluice.lib.clock

test_epochs if {
	clock.epoch_of("1970-01-01T00:00:00Z") == 0
	clock.epoch_of("2000-02-29T12:34:56Z") == 951827696000
	clock.epoch_of("2026-12-20T00:00:00Z") == 1797724800000
	clock.epoch_of("2026-12-20T01:30:00+01:30") == 1797724800000
	clock.epoch_of("2026-12-19T19:00:00-05:00") == 1797724800000
	clock.epoch_of("2100-03-01T00:00:00Z") == 4107542400000
}

test_no_epochs if {
	every text in [
		"2026-12-20", "2026-13-20T00:00:00Z", "2026-02-29T00:00:00Z", "2026-02-30T00:00:00Z", "2026-06-31T00:00:00Z",
		"2026-12-20T24:00:00Z", "2026-12-20T00:00:00", "2026-12-20T00:00:00+1:00", "2026-12-20T00:00:00.5Z", "soon", 3, null,
	] {
		not clock.epoch_of(text)
	}
}

test_minutes if {
	clock.minute_of("00:00") == 0
	clock.minute_of("09:08") == 548
	clock.minute_of("24:00") == 1440
	every text in ["9:00", "24:01", "12:60", "1200", 900, null] { not clock.minute_of(text) }
}

test_offsets if {
	clock.offset_of("+00:00") == 0
	clock.offset_of("-03:30") == -210
	clock.offset_of("+14:00") == 840
	every text in ["", "1", "+1:00", "CET", "+15:00", null] { not clock.offset_of(text) }
}

# The 24th of November 2026 is a Tuesday.
test_weekdays if {
	noon := clock.epoch_of("2026-11-24T12:00:00Z")
	clock.at(noon, 0) == {"weekday": 1, "minute": 720}
	clock.at(noon, 780) == {"weekday": 2, "minute": 60}
	clock.at(noon, -840) == {"weekday": 0, "minute": 1320}
	clock.at(0, 0) == {"weekday": 3, "minute": 0}
	clock.at(0, -60) == {"weekday": 2, "minute": 1380}
}
