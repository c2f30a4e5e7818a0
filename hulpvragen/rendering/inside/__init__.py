"""What runs in the jail: a process without Django, settings or secrets. Its parent is `hulpvragen.rendering.jail`.

It is started with this folder's parent on its path, so it is the top-level package `inside` there.
"""
