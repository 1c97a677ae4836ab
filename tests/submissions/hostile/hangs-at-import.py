"""Never ends being imported."""
from kit import load

time = load("time")
while True:
    time.sleep(60)
