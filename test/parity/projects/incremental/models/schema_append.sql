{{ config(on_schema_change='append_new_columns', unique_key='id') }}
select id, {% if var('batch') == 1 %} amount, {% endif %} name {% if var('batch') > 1 %}, day {% endif %}
from raw.events where batch = {{ var('batch') }}
