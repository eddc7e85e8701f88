# METADATA
# description: |
#   Time by arithmetic alone: what the host's clock says is handed in. Weekdays and minutes are of a fixed offset from
#   UTC; there are no named zones, whose rules change from year to year.
package sluice.lib.clock

weekdays := ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

minute_ms := 60000

day_ms := 86400000

# METADATA
# description: The weekday (0 is Monday) and the minute of the day at an offset in minutes.
at(epoch_ms, offset_minutes) := {"weekday": (day + 3) % 7, "minute": floor((local - (day * day_ms)) / minute_ms)} if {
	# A week later it is the same day and time; and below 0 `floor` is not to be relied on.
	local := (epoch_ms + (offset_minutes * minute_ms)) + (7 * day_ms)
	day := floor(local / day_ms)
}

# METADATA
# description: The minute of the day of `09:00`, up to `24:00`; undefined where the text is none.
minute_of(text) := (two(text, 0) * 60) + two(text, 3) if {
	regex.match(`^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$`, text)
}

# METADATA
# description: Minutes of an offset from UTC, `+01:00` or `-03:30`; undefined where the text is none.
offset_of(text) := sign[substring(text, 0, 1)] * ((two(text, 1) * 60) + two(text, 4)) if {
	regex.match(`^[+-](0[0-9]|1[0-4]):[0-5][0-9]$`, text)
}

offset_of("Z") := 0

sign := {"+": 1, "-": -1}

# METADATA
# description: The epoch, in ms, of `2026-12-20T00:00:00Z` or one with an offset; undefined where the text is none.
epoch_of(text) := ((days * day_ms) + (seconds * 1000)) - (offset * minute_ms) if {
	regex.match(`^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](Z|[+-].*)$`, text)
	offset := offset_of(substring(text, 19, -1))
	year := (two(text, 0) * 100) + two(text, 2)
	month := two(text, 5)
	day := two(text, 8)
	day <= days_in_month(year, month)
	days := days_since_epoch(year, month, day)
	seconds := (((two(text, 11) * 60) + two(text, 14)) * 60) + two(text, 17)
}

# A number of two digits; a leading zero is no number's.
two(text, from) := to_number(concat("", ["1", substring(text, from, 2)])) - 100

days_in_month(_, month) := 31 if month in {1, 3, 5, 7, 8, 10, 12}

days_in_month(_, month) := 30 if month in {4, 6, 9, 11}

days_in_month(year, 2) := 29 if leap(year)

days_in_month(year, 2) := 28 if not leap(year)

leap(year) if year % 400 == 0

leap(year) if {
	year % 4 == 0
	year % 100 != 0
}

# In a year that begins in March the leap day is the last.
days_since_epoch(year, month, day) := (((of_years + of_months) + day) - 1) - 719468 if {
	shifted := year - before_march[month < 3]
	of_years := (((shifted * 365) + floor(shifted / 4)) - floor(shifted / 100)) + floor(shifted / 400)
	of_months := floor(((153 * ((month + 9) % 12)) + 2) / 5)
}

before_march := {true: 1, false: 0}
