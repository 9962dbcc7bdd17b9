"""All that workers can do, by the pool that does it."""

from tunesmith.studio.works.playing import play
from tunesmith.studio.works.reading import export, read
from tunesmith.studio.works.writing import write

WRITING = {"write": write}
SHOWING = {"read": read, "play": play, "export": export}
