#include "template/locale.h"

namespace beckon::liquid {
namespace {

// A narrow no-break space divides thousands where the language asks for a space.
constexpr std::string_view kThinSpace = "\u202f";

const std::array<Locale, 7> kLocales = {{
    {"en",
     {"January", "February", "March", "April", "May", "June", "July", "August", "September",
      "October", "November", "December"},
     {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
     {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
     {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
     ",",
     ".",
     false},
    {"de",
     {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
      "November", "Dezember"},
     {"Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"},
     {"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"},
     {"So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"},
     ".",
     ",",
     true},
    {"fr",
     {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
      "octobre", "novembre", "décembre"},
     {"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
      "déc."},
     {"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"},
     {"dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."},
     kThinSpace,
     ",",
     true},
    {"es",
     {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
      "octubre", "noviembre", "diciembre"},
     {"ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"},
     {"domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"},
     {"dom", "lun", "mar", "mié", "jue", "vie", "sáb"},
     ".",
     ",",
     true},
    {"it",
     {"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre",
      "ottobre", "novembre", "dicembre"},
     {"gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"},
     {"domenica", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato"},
     {"dom", "lun", "mar", "mer", "gio", "ven", "sab"},
     ".",
     ",",
     true},
    {"nl",
     {"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
      "oktober", "november", "december"},
     {"jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"},
     {"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"},
     {"zo", "ma", "di", "wo", "do", "vr", "za"},
     ".",
     ",",
     false},
    {"pt",
     {"janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro",
      "outubro", "novembro", "dezembro"},
     {"jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"},
     {"domingo", "segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira",
      "sábado"},
     {"dom", "seg", "ter", "qua", "qui", "sex", "sáb"},
     ".",
     ",",
     false},
}};

// ISO 4217.
constexpr std::array<Currency, 20> kCurrencies = {{
    {"USD", "$", 2},   {"EUR", "€", 2},   {"GBP", "£", 2},  {"JPY", "¥", 0},   {"CNY", "¥", 2},
    {"CHF", "CHF", 2}, {"CAD", "CA$", 2}, {"AUD", "A$", 2}, {"NZD", "NZ$", 2}, {"SEK", "kr", 2},
    {"NOK", "kr", 2},  {"DKK", "kr", 2},  {"PLN", "zł", 2}, {"CZK", "Kč", 2},  {"INR", "₹", 2},
    {"BRL", "R$", 2},  {"MXN", "MX$", 2}, {"KRW", "₩", 0},  {"TRY", "₺", 2},   {"KWD", "KD", 3},
}};

} // namespace

const Locale& find_locale(std::string_view name) {
  const std::string_view language = name.substr(0, name.find_first_of("-_"));
  for (const Locale& locale : kLocales) {
    if (locale.language == language) return locale;
  }
  return kLocales.front();
}

const Currency* find_currency(std::string_view code) {
  for (const Currency& currency : kCurrencies) {
    if (currency.code == code) return &currency;
  }
  return nullptr;
}

} // namespace beckon::liquid
