"""Names by which a country may be looked for, although the country table calls it otherwise."""

from __future__ import annotations

from collections.abc import Mapping

from gcmscore._frozen import Frozen

# The names in Unicode's CLDR of the States whose name in the table is the United Nations' own, and a few more
# that people type. They are searched, never printed.
OTHER_NAMES: Mapping[str, tuple[str, ...]] = Frozen(
    {
        "ATG": ("Antigua & Barbuda",),
        "BIH": ("Bosnia & Herzegovina",),
        "BLR": ("Biélorussie",),
        "BOL": ("Bolivie",),
        "COD": ("Congo - Kinshasa", "Congo-Kinshasa", "DR Congo"),
        "COG": ("Congo - Brazzaville",),
        "CPV": ("Cape Verde", "Cap-Vert"),
        "FSM": ("Micronésie",),
        "KGZ": ("Kirghizstan",),
        "KNA": ("St. Kitts & Nevis", "Saint-Christophe-et-Niévès"),
        "KOR": ("South Korea", "Corée du Sud"),
        "LCA": ("St. Lucia",),
        "MDA": ("Moldova", "Moldavie"),
        "MMR": ("Myanmar (Burma)", "Myanmar (Birmanie)", "Myanmar (Birma)", "Burma", "Birmanie", "Birma"),
        "NLD": ("Netherlands", "Pays-Bas"),
        "PRK": ("North Korea", "Corée du Nord"),
        "PSE": ("Palestinian Territories", "Territoires palestiniens"),
        "RUS": ("Russia", "Russie"),
        "SLV": ("Salvador",),
        "STP": ("São Tomé & Príncipe",),
        "SYR": ("Syria", "Syrie"),
        "TLS": ("Timor oriental",),
        "TTO": ("Trinidad & Tobago",),
        "TUR": ("Turquie",),
        "TZA": ("Tanzanie",),
        "USA": ("United States", "États-Unis"),
        "VAT": ("Vatican City", "État de la Cité du Vatican"),
        "VCT": ("St. Vincent & Grenadines",),
        "VNM": ("Viêt Nam",),
    }
)
