{% snapshot by_time %}
{{ config(target_schema='kept', unique_key='id', strategy='timestamp', updated_at='changed_at') }}
select * from {{ source('raw', 'amounts') }}
{% endsnapshot %}

{% snapshot by_amount %}
{{ config(target_schema='kept', unique_key='id', strategy='amounts') }}
select id, amount from {{ source('raw', 'amounts') }}
{% endsnapshot %}
