# 采问的日常命令。没有 make 的，README 在每条下面写了原样的命令。
#
#   make run        装好依赖，启动服务
#   make test       格式、lint、类型、分层、全部测试
#   make format     整理格式
#   make bench      跑 benchmarks/ 里的全部基准
#   make screenshot 重拍 README 的截图

VENV := .venv
BIN := $(VENV)/bin
# 第一个够新的 Python；也可以自己指定：make run PYTHON=/opt/python3.12/bin/python3
PYTHON ?= $(shell for each in python3 python3.13 python3.12 python3.11; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)

.PHONY: run test format bench screenshot

run: $(VENV)/installed
	@$(BIN)/python -m bot

test: $(VENV)/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	@CHROMIUM="$$(.ci/chromium)" && export CHROMIUM && echo pytest && $(BIN)/python -m pytest

format: $(VENV)/installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/installed-dev
	@missed=0; for each in benchmarks/*.py; do \
		echo "== $$each"; $(BIN)/python -m "benchmarks.$$(basename "$$each" .py)" || missed=1; done; exit $$missed

screenshot: $(VENV)/installed-dev
	@CHROMIUM="$$(.ci/chromium)" && export CHROMIUM && $(BIN)/python docs/make_screenshot.py

# 依赖清单没有变就不再装；清单里每个包都带校验和。
$(VENV)/installed: requirements.lock | $(BIN)/python
	@echo "正在安装依赖，只在第一次和清单变动后需要……"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(VENV)/installed-dev: requirements-dev.lock | $(BIN)/python
	@echo "正在安装开发依赖，只在第一次和清单变动后需要……"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11 或更新的版本。Debian：apt-get install python3 python3-venv；macOS：brew install python。" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "这个 Python 缺少 venv。Debian 请先运行：apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
