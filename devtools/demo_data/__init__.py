"""The demo's people, schools and thirty hulpvragen, made through the portal's own services.

Everything here is invented. Ages, days and moments are counted from the day it is made.
"""
