"""取消: leave the form that is open."""

from handlers import forms
from handlers.intention import Intention
from handlers.words import CANCEL
from ledger.rights import EVERYONE

INTENTION = Intention("cancel", (CANCEL, "退出", "算了"), EVERYONE, forms.cancel, "放下正在填的表单")
