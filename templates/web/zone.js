// Chooses the browser's time zone in the form, unless somebody has chosen one.
const zones = document.getElementById("time_zone");
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zones && zones.value === "" && [...zones.options].some((each) => each.value === here)) {
  zones.value = here;
}
