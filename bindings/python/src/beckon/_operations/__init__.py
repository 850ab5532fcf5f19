# Made by bindings/generate.py from the operation registry; do not edit.
"""Every operation of the registry as a method, grouped by noun."""

from .bounces import Bounces
from .computed_traits import ComputedTraits
from .consents import Consents
from .event_schemas import EventSchemas
from .exclusions import Exclusions
from .flows import Flows
from .imports import Imports
from .links import Links
from .lists import Lists
from .operations import Operations
from .profiles import Profiles
from .providers import Providers
from .receipts import Receipts
from .reports import Reports
from .segments import Segments
from .sends import Sends
from .settings import Settings
from .sms import Sms
from .suppressions import Suppressions
from .syncs import Syncs
from .templates import Templates
from .webhooks import Webhooks
from .workspaces import Workspaces


class Management:
    @property
    def bounces(self):
        return Bounces(self)

    @property
    def computed_traits(self):
        return ComputedTraits(self)

    @property
    def consents(self):
        return Consents(self)

    @property
    def event_schemas(self):
        return EventSchemas(self)

    @property
    def exclusions(self):
        return Exclusions(self)

    @property
    def flows(self):
        return Flows(self)

    @property
    def imports(self):
        return Imports(self)

    @property
    def links(self):
        return Links(self)

    @property
    def lists(self):
        return Lists(self)

    @property
    def operations(self):
        return Operations(self)

    @property
    def profiles(self):
        return Profiles(self)

    @property
    def providers(self):
        return Providers(self)

    @property
    def receipts(self):
        return Receipts(self)

    @property
    def reports(self):
        return Reports(self)

    @property
    def segments(self):
        return Segments(self)

    @property
    def sends(self):
        return Sends(self)

    @property
    def settings(self):
        return Settings(self)

    @property
    def sms(self):
        return Sms(self)

    @property
    def suppressions(self):
        return Suppressions(self)

    @property
    def syncs(self):
        return Syncs(self)

    @property
    def templates(self):
        return Templates(self)

    @property
    def webhooks(self):
        return Webhooks(self)

    @property
    def workspaces(self):
        return Workspaces(self)
