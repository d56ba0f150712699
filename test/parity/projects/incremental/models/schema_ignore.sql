{{ config(on_schema_change='ignore', unique_key='id') }}
select id, amount {% if var('batch') == 2 %}, name as extra {% endif %} from raw.events where batch = {{ var('batch') }}
