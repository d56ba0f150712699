{{ config(on_schema_change='sync_all_columns', unique_key='id') }}
select id, {% if var('batch') == 1 %} amount, name {% else %} amount, day {% endif %}
from raw.events where batch = {{ var('batch') }}
