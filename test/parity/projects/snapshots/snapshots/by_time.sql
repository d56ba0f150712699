{% snapshot by_time %}
{{ config(target_schema='history', strategy='timestamp', updated_at='changed_at', unique_key="id || '-' || region") }}
select * from {{ source('raw', 'people') }}
{% endsnapshot %}

{% snapshot by_columns %}
{{ config(target_schema='history', strategy='check', check_cols=['name', 'city'], unique_key=['id', 'region']) }}
select id, region, name, city from {{ source('raw', 'people') }}
{% endsnapshot %}
