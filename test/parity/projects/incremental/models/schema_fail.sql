{{ config(on_schema_change='fail') }}
select id {% if var('batch') == 3 %}, name {% endif %} from raw.events where batch = {{ var('batch') }}
